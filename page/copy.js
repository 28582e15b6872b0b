/** Copies a command. Where the browser gives no clipboard (an address without TLS), it is selected to be copied. */

export async function copy(button) {
  const { copy: text } = button.dataset;
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'copied';
  } catch {
    const code = button.previousElementSibling;
    getSelection().selectAllChildren(code);
    button.textContent = 'selected';
  }
  setTimeout(() => {
    button.textContent = label;
  }, 1500);
}
