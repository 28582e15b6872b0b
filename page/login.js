/** Exchanges the token for a session. */
import { post } from './ask.js';

const form = document.querySelector('[data-login]');
const says = document.querySelector('[data-says]');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  says.textContent = '';
  try {
    const answer = await post('/page/login', { token: form.token.value.trim() });
    if (answer.ok) {
      form.token.value = '';
      location.reload();
      return;
    }
    says.textContent = (await answer.json()).error.message;
  } catch {
    says.textContent = 'ggr does not answer';
  }
  form.token.select();
});
