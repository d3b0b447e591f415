/**
 * The engines that the standard JCA has no type for, shaped like the JDK's own later ones and found
 * through {@link java.security.Provider#getService}.
 */
package org.mikeyhsm.jca;
