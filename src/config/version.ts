/** Of this ggr; command and daemon must have the same. */
export const VERSION = '0.2.0';
