package io.numroute.cli.demo;

import io.numroute.cli.client.Api;
import io.numroute.cli.client.Reply;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Lookups of many numbers, some at a time. */
final class Asking {
  private static final int WIDTH = 16;

  private Asking() {}

  /** The reply for each number; each is asked once. */
  static Map<String, Reply> all(Api edge, Collection<String> numbers) throws InterruptedException {
    Map<String, Reply> replies = new ConcurrentHashMap<>();
    Semaphore free = new Semaphore(WIDTH);
    CompletableFuture<?>[] asked = new CompletableFuture<?>[numbers.size()];
    int i = 0;
    for (String number : numbers) {
      free.acquire();
      asked[i++] =
          edge.getLater("/v1/routes/" + number)
              .thenAccept(reply -> replies.put(number, reply))
              .whenComplete((none, failure) -> free.release());
    }
    try {
      CompletableFuture.allOf(asked).join();
    } catch (CompletionException e) {
      throw new AssertionError("a lookup got no reply", e);
    }
    return replies;
  }
}
