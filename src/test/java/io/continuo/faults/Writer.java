package io.continuo.faults;

import java.util.List;
import java.util.Random;

/**
 * Writes to its sessions in turn, one request at a time. What it may repeat it repeats until it knows what became of it, and
 * writes nothing else to that session before.
 */
final class Writer implements Runnable {

    private final Workload load;
    private final List<Conversation> conversations;
    private final List<Form> forms;
    private final Random random;

    Writer(Workload load, List<Conversation> conversations, List<Form> forms, long seed) {
        this.load = load;
        this.conversations = conversations;
        this.forms = forms;
        this.random = new Random(seed);
    }

    @Override
    public void run() {
        for (int turn = 0; load.goesOn(); turn++) {
            write(conversations.get(turn % conversations.size()));
        }
    }

    private void write(Conversation conversation) {
        Write write = conversation.doubtful();
        boolean repeated = write != null;
        if (write == null) {
            Form form = forms.get(random.nextInt(forms.size()));
            write = conversation.next(form.needsSession() && !conversation.begun() ? Form.TURN : form);
        }
        Reply reply = send(conversation, write);
        conversation.note(write, repeated && reply.outcome() == Outcome.REFUSED ? reply.doubtful() : reply);
        load.noted(reply);
    }

    private Reply send(Conversation conversation, Write write) {
        Reply reply = Http.send(write.to(conversation.replica().uri()));
        load.timed(write.session(), conversation.replica(), reply);
        if (reply.outcome() == Outcome.WRONG) {
            load.complaints().wrong(write.session(), write.form() + " was answered " + reply);
        }
        return reply;
    }
}
