package org.mikeyhsm.mode.sakke;

/**
 * How the parties are named in a message (RFC 6509 section 2.2.1: all IDR payloads are optional).
 */
public enum SentIdentities {
  /** Nobody is: who they are is signalled otherwise. */
  NONE,
  /** By URI: IDRi, IDRr, and their KMSs. */
  URI,
  /** By hashed UID: IDRuidi, IDRuidr, and their KMSs by URI; where the scheme has such. */
  HASHED
}
