package io.continuo.json;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/** Random values, each with and without whitespace between its tokens. */
public final class RandomJson {

    private static final String[] NUMBERS = {
        "0",
        "-0",
        "-0.0",
        "1e400",
        "-1E-400",
        "9007199254740993",
        "1.10",
        "1E+2",
        "0e0",
        "18446744073709551616",
        "0.1e-07"
    };
    private static final String[] BLANKS = {" ", "\n", "\r\n", "\t", "  \t\n\r "};
    private static final String CONTROLS = "\b\f\n\r\t";
    private static final String CONTROL_LETTERS = "bfnrt";

    private final Random random;
    private final boolean plainSpelling;
    private final StringBuilder compact = new StringBuilder();
    private final StringBuilder spaced = new StringBuilder();

    /** With a plain spelling, strings escape only what they must. */
    public RandomJson(Random random, boolean plainSpelling) {
        this.random = random;
        this.plainSpelling = plainSpelling;
        blank();
        value(1 + random.nextInt(5));
        blank();
    }

    public String compact() {
        return compact.toString();
    }

    String spaced() {
        return spaced.toString();
    }

    private void value(int depth) {
        switch (random.nextInt(depth > 0 ? 8 : 5)) {
            case 0 -> token(new String[] {"null", "true", "false"}[random.nextInt(3)]);
            case 1 -> token(number());
            case 2, 3, 4 -> token(spelled(string()));
            case 5 -> array(depth);
            default -> object(depth);
        }
    }

    private void array(int depth) {
        token("[");
        int size = size();
        for (int i = 0; i < size; i++) {
            if (i > 0) {
                token(",");
            }
            value(depth - 1);
        }
        token("]");
    }

    private void object(int depth) {
        token("{");
        Set<String> names = new HashSet<>();
        int size = size();
        for (int i = 0; i < size; i++) {
            String name = string();
            if (!names.add(name)) {
                continue;
            }
            if (names.size() > 1) {
                token(",");
            }
            token(spelled(name));
            token(":");
            value(size > 8 ? 0 : depth - 1);
        }
        token("}");
    }

    private int size() {
        return random.nextInt(20) == 0 ? 9 + random.nextInt(80) : random.nextInt(5);
    }

    private String number() {
        if (random.nextInt(3) == 0) {
            return NUMBERS[random.nextInt(NUMBERS.length)];
        }
        StringBuilder number = new StringBuilder(random.nextBoolean() ? "-" : "");
        digits(number.append((char) ('1' + random.nextInt(9))), random.nextInt(40) == 0 ? 1_100 : random.nextInt(20));
        if (random.nextInt(3) == 0) {
            digits(number.append('.'), random.nextInt(40) == 0 ? 1_100 : 1 + random.nextInt(9));
        }
        if (random.nextInt(3) == 0) {
            number.append(random.nextBoolean() ? 'e' : 'E').append(new String[] {"", "+", "-"}[random.nextInt(3)]);
            digits(number, 1 + random.nextInt(3));
        }
        return number.toString();
    }

    private void digits(StringBuilder number, int count) {
        for (int i = 0; i < count; i++) {
            number.append((char) ('0' + random.nextInt(10)));
        }
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        int length = random.nextInt(random.nextInt(10) == 0 ? 120 : 12);
        for (int i = 0; i < length; i++) {
            string.appendCodePoint(codePoint());
        }
        return string.toString();
    }

    private int codePoint() {
        switch (random.nextInt(8)) {
            case 0 -> {
                return random.nextInt(0x20);
            }
            case 1 -> {
                return "\"\\/\u007f\u0080\u07ff\u0800\u2028\ud7ff\ue000\ufeff\uffff".charAt(random.nextInt(12));
            }
            case 2 -> {
                int any = random.nextInt(17) << 16 | random.nextInt(0x10000);
                return any >= 0xD800 && any <= 0xDFFF ? 0xFFFD : any;
            }
            case 3 -> {
                return 0x80 + random.nextInt(0x3000);
            }
            default -> {
                return 0x20 + random.nextInt(0x5F);
            }
        }
    }

    private String spelled(String value) {
        StringBuilder text = new StringBuilder("\"");
        value.codePoints().forEach(codePoint -> {
            int control = CONTROLS.indexOf(codePoint);
            boolean must = codePoint < ' ' || codePoint == '"' || codePoint == '\\';
            if (!must && (plainSpelling || random.nextInt(6) > 0)) {
                text.appendCodePoint(codePoint);
            } else if ((codePoint == '"' || codePoint == '\\' || codePoint == '/')
                    && (plainSpelling || random.nextBoolean())) {
                text.append('\\').append((char) codePoint);
            } else if (control >= 0 && (plainSpelling || random.nextBoolean())) {
                text.append('\\').append(CONTROL_LETTERS.charAt(control));
            } else {
                for (char unit : Character.toChars(codePoint)) {
                    text.append(
                            String.format(plainSpelling || random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) unit));
                }
            }
        });
        return text.append('"').toString();
    }

    private void token(String token) {
        compact.append(token);
        spaced.append(token);
        blank();
    }

    private void blank() {
        if (random.nextInt(3) == 0) {
            spaced.append(BLANKS[random.nextInt(BLANKS.length)]);
        }
    }
}
