/** What MIKEY's modes share: the context they run in and the errors they end with. */
package org.mikeyhsm.mode;
