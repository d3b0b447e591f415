/** The engine of {@link org.mikeyhsm.engine}, opened from a configuration: token, PIN, keys. */
package org.mikeyhsm.service;
