/** {@code mikey doctor}: looks at a token and a configuration before any call. */
package org.mikeyhsm.cli.doctor;
