/** The largest bodies of requests on the internal address, in bytes. */

export const BODY_LIMIT = 1024 * 1024;
/** A reply to a command may hold a whole file (`fx import`), escaped as JSON. */
export const REPLY_LIMIT = 20 * 1024 * 1024;
