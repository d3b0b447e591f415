/** {@code mikey decode}: finds messages in what it is given and explains every field of them. */
package org.mikeyhsm.cli.decode;
