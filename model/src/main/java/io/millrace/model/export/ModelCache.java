package io.millrace.model.export;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The loaded models of a JVM. Tasks that run side by side or one after the other share one session;
 * models that nobody uses stay until {@link #IDLE_LIMIT} others wait with them. A model written
 * anew under the same URI is another model: length and time of its file are part of the key.
 */
final class ModelCache {
  static final ModelCache SHARED = new ModelCache();

  /** Two, so that two models can be compared. */
  private static final int IDLE_LIMIT = 2;

  private record Key(String uri, long length, long modifiedMillis) {}

  private static final class Slot {
    private int users;
    private LoadedModel model;
  }

  /** In the order of the last use. */
  private final Map<Key, Slot> slots = new LinkedHashMap<>(8, 0.75f, true);

  /** One user's hold on a model. */
  final class Lease implements AutoCloseable {
    private final Slot slot;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private Lease(Slot slot) {
      this.slot = slot;
    }

    LoadedModel model() {
      if (!open.get()) {
        throw new IllegalStateException("This model is closed");
      }
      return slot.model;
    }

    @Override
    public void close() {
      if (open.compareAndSet(true, false)) {
        release(slot);
      }
    }
  }

  Lease acquire(Storage storage, String modelUri) {
    try {
      Storage.Entry file = LoadedModel.find(storage, modelUri);
      Key key = new Key(file.uri(), file.length(), file.modifiedMillis());
      Slot slot = reserve(key);
      try {
        synchronized (slot) {
          if (slot.model == null) {
            slot.model = LoadedModel.load(storage, file);
          }
        }
      } catch (IOException | RuntimeException | Error e) {
        discard(key, slot);
        throw e;
      }
      return new Lease(slot);
    } catch (IOException e) {
      throw MillraceException.environment(modelUri + ": cannot read the model: " + e, e);
    }
  }

  private synchronized Slot reserve(Key key) {
    Slot slot = slots.computeIfAbsent(key, k -> new Slot());
    slot.users++;
    return slot;
  }

  private synchronized void release(Slot slot) {
    slot.users--;
    evict();
  }

  /** Takes a slot whose loading failed back, so that the next caller tries again. */
  private synchronized void discard(Key key, Slot slot) {
    slot.users--;
    if (slot.users == 0 && slot.model == null) {
      slots.remove(key, slot);
    }
    evict();
  }

  private void evict() {
    long idle = slots.values().stream().filter(slot -> slot.users == 0).count();
    Iterator<Slot> oldestFirst = slots.values().iterator();
    while (idle > IDLE_LIMIT && oldestFirst.hasNext()) {
      Slot slot = oldestFirst.next();
      if (slot.users == 0) {
        oldestFirst.remove();
        idle--;
        if (slot.model != null) {
          slot.model.close();
        }
      }
    }
  }
}
