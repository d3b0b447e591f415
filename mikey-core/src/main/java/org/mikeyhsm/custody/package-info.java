/**
 * The custody model: secret classes, levels, origins, boundaries and the report. A model only;
 * evidence is the provider's business.
 */
package org.mikeyhsm.custody;
