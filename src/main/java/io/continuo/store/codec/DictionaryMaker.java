package io.continuo.store.codec;

import java.time.Clock;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Executor;

import com.github.luben.zstd.ZstdDictTrainer;
import com.github.luben.zstd.ZstdException;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.continuo.model.AddDictionary;
import io.continuo.model.ContinuoException.OutcomeUnknown;
import io.continuo.model.ContinuoException.StoreUnavailable;
import io.continuo.model.LoadDictionaries;
import io.continuo.model.Namespace;
import io.continuo.store.SessionStore;

/**
 * Sees to it that each namespace has a dictionary, made of its own values and kept in its own store: loads the one that is
 * there when the first value is written, else makes one when enough were. Where two replicas make one, the first one that is
 * kept is everybody's. None is ever made of the values of two namespaces.
 */
public final class DictionaryMaker implements Samples.Listener {

    private static final Logger LOG = Logger.getLogger(DictionaryMaker.class);
    private static final int SIZE = 16 * 1024;
    private static final int FIRST = 1;

    private final ValueCodec codec;
    private final SessionStore store;
    private final Clock clock;
    private final Executor worker;

    private DictionaryMaker(ValueCodec codec, SessionStore store, Clock clock, Executor worker) {
        this.codec = codec;
        this.store = store;
        this.clock = clock;
        this.worker = worker;
    }

    /** Works for the codec from now on, if its settings ask for dictionaries. */
    public static void begin(ValueCodec codec, SessionStore store, Clock clock, Executor worker) {
        codec.samples().listen(new DictionaryMaker(codec, store, clock, worker));
    }

    @Override
    public void began(Namespace namespace) {
        worker.execute(() -> run(namespace, loaded(namespace)));
    }

    @Override
    public void complete(Namespace namespace, List<byte[]> values) {
        worker.execute(() -> {
            byte[] made = codec.dictionary(namespace) == null ? made(values) : null;
            if (made != null) {
                run(namespace, kept(namespace, FIRST, made));
            }
        });
    }

    /** Learns what is there. What is not under the key that seals now is kept once more: that other key may go one day. */
    private Uni<Void> loaded(Namespace namespace) {
        return learnt(namespace).chain(all -> anew(namespace, all));
    }

    private Uni<Void> anew(Namespace namespace, SortedMap<Integer, byte[]> all) {
        byte[] last = all.isEmpty() ? null : all.get(all.lastKey());
        return last == null || codec.isStoredAnew(last)
                ? Uni.createFrom().voidItem()
                : keptAnew(namespace, all.lastKey());
    }

    private Uni<Void> keptAnew(Namespace namespace, int last) {
        Dictionary latest = codec.dictionary(namespace);
        return latest == null || last == Envelope.MAX_DICTIONARY
                ? Uni.createFrom().voidItem()
                : kept(namespace, last + 1, latest.bytes());
    }

    /** Keeps it where the number is free; whatever has the number is learnt. */
    private Uni<Void> kept(Namespace namespace, int number, byte[] dictionary) {
        byte[] stored = codec.storedDictionary(namespace, number, dictionary);
        return store.apply(new AddDictionary(namespace, number, stored), clock.instant())
                .chain(() -> learnt(namespace))
                .replaceWithVoid();
    }

    private Uni<SortedMap<Integer, byte[]>> learnt(Namespace namespace) {
        return store.read(new LoadDictionaries(namespace), clock.instant())
                .invoke(all -> all.forEach((number, bytes) -> codec.learn(namespace, number, bytes)));
    }

    private void run(Namespace namespace, Uni<Void> work) {
        work.subscribe().with(done -> {}, failure -> failed(namespace, failure));
    }

    private void failed(Namespace namespace, Throwable failure) {
        if (failure instanceof StoreUnavailable || failure instanceof OutcomeUnknown) {
            // It is tried again with the values that are written from now on.
            codec.samples().forget(namespace);
        } else {
            LOG.warnf("The dictionary of the namespace %s cannot be used: %s", namespace, failure.getMessage());
        }
    }

    /** Null where the values have too little in common. */
    private static byte @Nullable [] made(List<byte[]> values) {
        int bytes = values.stream().mapToInt(value -> value.length).sum();
        ZstdDictTrainer trainer = new ZstdDictTrainer(bytes, SIZE);
        values.forEach(trainer::addSample);
        try {
            return trainer.trainSamples();
        } catch (ZstdException nothingInCommon) {
            return null;
        }
    }
}
