/**
 * The custody model: secret classes, levels, origins, boundaries, evidence, policy and the report.
 * A model only; finding the evidence is the provider's business.
 */
package org.mikeyhsm.custody;
