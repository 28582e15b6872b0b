/** A number in hexadecimal digits, at least so many. */
export function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
