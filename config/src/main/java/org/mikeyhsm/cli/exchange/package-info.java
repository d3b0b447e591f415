/** {@code mikey initiate} and {@code mikey respond}: one side of an exchange. */
package org.mikeyhsm.cli.exchange;
