package org.mikeyhsm.cli;

/** A command whose last line is always JSON, also when it fails. */
interface SpeaksJson {}
