/**
 * The configuration: one YAML file, environment variables and system properties over it, checked
 * against one description, from which the JSON Schema is made too.
 */
package org.mikeyhsm.config;
