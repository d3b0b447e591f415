package org.mikeyhsm.cli.demo;

import java.security.GeneralSecurityException;
import org.mikeyhsm.mode.MediaOffer;

/** The two sides of a call in one MIKEY mode. */
interface CallMode {
  /** Alice's side; the caller closes it. */
  Caller caller(DemoSettings settings, PartyKeys keys, MediaOffer media)
      throws GeneralSecurityException;

  /** Bob's side; the caller closes it. */
  Called called(DemoSettings settings, PartyKeys keys) throws GeneralSecurityException;
}
