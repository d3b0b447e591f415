package org.mikeyhsm.custody;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CustodyReportTest {
  private static final Custody TOKEN =
      new Custody(CustodyLevel.TOKEN, Origin.IMPORTED, Boundary.MODULE, "token object");
  private static final Custody HOST = Custody.host(Origin.DERIVED, "MIKEY-1");

  @Test
  void keepsTheOrderOfUse() {
    CustodyReport report =
        CustodyReport.empty().plus(SecretName.PSK, TOKEN).plus(SecretName.AUTH_KEY, HOST);
    assertEquals(
        List.of(
            new CustodyEntry(SecretName.PSK, TOKEN), new CustodyEntry(SecretName.AUTH_KEY, HOST)),
        report.entries());
  }

  @Test
  void listsASecretOncePerDistinctCustody() {
    CustodyReport report =
        CustodyReport.empty()
            .plus(SecretName.TEK, HOST)
            .plus(SecretName.TEK, TOKEN)
            .plus(SecretName.TEK, HOST);
    assertEquals(2, report.of(SecretName.TEK).size());
    assertEquals(List.of(), report.of(SecretName.TGK));
  }

  @Test
  void joiningDropsRepeatedLines() {
    CustodyReport first = CustodyReport.empty().plus(SecretName.PSK, TOKEN);
    CustodyReport second = first.plus(SecretName.TGK, HOST);
    assertEquals(second, first.plus(second));
  }

  @Test
  void isImmutable() {
    List<CustodyEntry> lines = new ArrayList<>();
    CustodyReport report = new CustodyReport(lines);
    lines.add(new CustodyEntry(SecretName.PSK, TOKEN));
    assertEquals(List.of(), report.entries());
    assertThrows(
        UnsupportedOperationException.class,
        () -> report.entries().add(new CustodyEntry(SecretName.PSK, TOKEN)));
    report.plus(SecretName.PSK, TOKEN);
    assertEquals(CustodyReport.empty(), report);
  }
}
