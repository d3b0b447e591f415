package org.mikeyhsm.mode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mikeyhsm.message.ErrorNo;

class FailureTest {
  /** RFC 3830 Table 6.12. */
  @ParameterizedTest
  @CsvSource({
    "AUTHENTICATION,0",
    "TIMESTAMP,1",
    "PRF,2",
    "MAC_ALGORITHM,3",
    "ENCRYPTION_ALGORITHM,4",
    "HASH,5",
    "DH_GROUP,6",
    "IDENTITY,7",
    "CERTIFICATE,8",
    "POLICY,9",
    "POLICY_PARAMETER,10",
    "DATA_TYPE,11",
    "PAYLOADS,12",
    "MISMATCH,12",
    "LIMIT,12",
  })
  void isReportedByItsNumber(Failure failure, int number) {
    assertEquals(Optional.of(new ErrorNo(number)), failure.errorNo());
  }

  @ParameterizedTest
  @EnumSource(names = {"REPLAY", "REPLAY_UNDECIDED", "PEER_ERROR", "UNPROVEN_PEER_ERROR"})
  void orIsNotReported(Failure failure) {
    assertEquals(Optional.empty(), failure.errorNo());
  }

  @Test
  void thereAreNoOthers() {
    assertEquals(19, Failure.values().length);
  }
}
