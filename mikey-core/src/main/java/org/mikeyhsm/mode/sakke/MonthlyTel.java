package org.mikeyhsm.mode.sakke;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Pattern;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.IdScheme;
import org.mikeyhsm.message.IdType;
import org.mikeyhsm.message.Octets;

/**
 * Tel URIs with monthly keys (RFC 6509 section 3.2): {@code YYYY-MM\0tel:+447700900123\0}, months
 * of UTC.
 */
public record MonthlyTel() implements IdentifierScheme {
  /** E.164: at most 15 digits; global notation, no separators, no parameters. */
  private static final Pattern TEL = Pattern.compile("tel:\\+[0-9]{1,15}");

  @Override
  public IdScheme code() {
    return IdScheme.TEL_URI_MONTHLY;
  }

  @Override
  public boolean isHashed() {
    return false;
  }

  @Override
  public KeyPeriod period(Instant time) {
    YearMonth month = month(time);
    return new KeyPeriod(start(month), start(month.plusMonths(1)));
  }

  @Override
  public Octets identifier(IdPayload user, Instant time) {
    String uri = user.idType().equals(IdType.URI) ? user.data().toUtf8() : "";
    if (!TEL.matcher(uri).matches()) {
      throw new IllegalArgumentException(
          "a user has a tel URI in global notation, without separators and parameters (RFC 6509"
              + " 3.2)");
    }
    YearMonth month = month(time);
    return Octets.ofUtf8(
        String.format(Locale.ROOT, "%04d-%02d", month.getYear(), month.getMonthValue())
            + "\0"
            + uri
            + "\0");
  }

  private static YearMonth month(Instant time) {
    return YearMonth.from(time.atZone(ZoneOffset.UTC));
  }

  private static Instant start(YearMonth month) {
    return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
