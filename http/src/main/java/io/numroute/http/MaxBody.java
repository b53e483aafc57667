package io.numroute.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The longest body that a Jersey resource method reads, where it is not the door's own bound. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface MaxBody {
  /** No bound: the method reads as a stream and keeps little. */
  long UNBOUNDED = Long.MAX_VALUE;

  /** Bytes. */
  long value();
}
