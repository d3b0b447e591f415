/** Files of {@code mikey keys}: certificates, certificate requests, wrapped keys. */
package org.mikeyhsm.cli.keys;
