package io.numroute.router;

import io.numroute.routing.Actor;
import io.numroute.routing.Digits;
import io.numroute.routing.IspId;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberFact;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Validity;
import io.numroute.schemas.AvroFraming;

/** Facts for tests, said shortly. */
final class Facts {
  static final String LOG = "00000000-0000-4000-8000-000000000001";
  static final String OTHER_LOG = "00000000-0000-4000-8000-000000000002";
  static final FactRecords RECORDS = new FactRecords(AvroFraming.singleObject(), LOG);

  private Facts() {}

  static PhoneNumber number(String text) {
    return PhoneNumber.parse(text);
  }

  static long digits(String text) {
    return Digits.parse(text, 1, text.length());
  }

  /** At the append time that is its version. */
  static NumberFact assigned(String isp, long version) {
    return assigned(isp, version, version);
  }

  static NumberFact assigned(String isp, long version, long timeMs) {
    IspId id = new IspId(isp);
    return new NumberFact.Assigned(
        new NumberAssignment(id, null, null, null, Validity.ALWAYS),
        Actor.isp(id),
        version,
        7,
        timeMs);
  }

  /** As the store makes it of the record. */
  static Overlay.Entry entry(String number, NumberFact fact) {
    Overlay.Entry entry =
        RECORDS.read(Keys.fact(number(number)), RECORDS.fact(number(number), fact, 0));
    if (entry == null) {
      throw new AssertionError();
    }
    return entry;
  }

  static Overlay.Entry watermark(long decided, long timeMs) {
    Overlay.Entry entry = RECORDS.read(Keys.WATERMARK, watermarkRecord(decided, timeMs));
    if (entry == null) {
      throw new AssertionError();
    }
    return entry;
  }

  static byte[] watermarkRecord(long decided, long timeMs) {
    return RECORDS.watermark(0, decided, 7, timeMs);
  }
}
