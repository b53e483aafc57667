package io.numroute.http;

/** Numbers as logs may hold them. */
public final class Masked {
  private Masked() {}

  /** The first four digits and the length: {@code +447106123456} becomes {@code +4471…(12)}. */
  public static String number(String number) {
    boolean plus = number.startsWith("+");
    String digits = plus ? number.substring(1) : number;
    String shown = digits.length() > 6 ? digits.substring(0, 4) : "";
    return (plus ? "+" : "") + shown + "…(" + digits.length() + ")";
  }
}
