// Comes first in the body: GOV.UK's components hide or show themselves by these classes before they are drawn.
document.body.classList.add("js-enabled", ...("noModule" in HTMLScriptElement.prototype ? ["govuk-frontend-supported"] : []));
