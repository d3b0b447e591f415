/** PKCS#11 tokens: the module, login, sessions, provisioned keys, session objects. */
package org.mikeyhsm.hsm.token;
