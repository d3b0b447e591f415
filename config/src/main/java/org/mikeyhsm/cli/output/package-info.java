/** How results are put into text: JSON, aligned columns, text from outside made safe to show. */
package org.mikeyhsm.cli.output;
