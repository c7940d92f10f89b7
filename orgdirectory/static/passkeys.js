"use strict";
// Passkeys: the server's options stand on the button, the browser's answer goes into the form's hidden field.
for (const button of window.PublicKeyCredential?.parseRequestOptionsFromJSON ? document.querySelectorAll("[data-passkey]") : []) {
  const creates = button.dataset.passkey === "create";
  const read = creates ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON";
  button.hidden = false;
  document.querySelector("[data-passkey-missing]")?.remove();
  button.addEventListener("click", async () => {
    if (creates && !button.form.reportValidity()) return;
    try {
      const publicKey = PublicKeyCredential[read](JSON.parse(button.dataset.options));
      const answer = await navigator.credentials[button.dataset.passkey]({publicKey});
      button.form.elements.passkey.value = JSON.stringify(answer);
      button.form.submit();
    } catch {
      button.focus(); // she has changed her mind, or the browser has said what is wrong
    }
  });
}
