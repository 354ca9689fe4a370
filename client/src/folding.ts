// Fold the oldest messages of a stack with messages that the server did not count.
const FOLDED = "data-liveflash-folded";
const COUNTED = "liveflash-message:not([hidden]):not(.liveflash-leaving)";
const NUMBER = /\p{Nd}+/u;

/** Fold the oldest messages beyond `data-max`, and show how many they are. */
export function fold(stack: Element): void {
  const max = Number(stack.getAttribute("data-max"));
  if (max < 1) return;
  const messages = [...stack.querySelectorAll(COUNTED)];
  const count = Math.max(0, messages.length - max);
  messages.forEach((message, index) => message.toggleAttribute(FOLDED, index < count));
  showCount(stack, count);
}

function showCount(stack: Element, count: number): void {
  const button = stack.querySelector("[data-liveflash-more]");
  if (count === 0) return button?.remove();
  const shown = button ?? insertButton(stack);
  const label = shown && textWithNumber(shown);
  if (label) label.data = label.data.replace(NUMBER, String(count));
}

/** Insert the button for the folded messages before the first message. */
function insertButton(stack: Element): Element | undefined {
  const selector = "template[data-liveflash-pattern='more']";
  const pattern = document.querySelector<HTMLTemplateElement>(selector);
  const button = pattern?.content.querySelector("[data-liveflash-more]")?.cloneNode(true);
  if (!(button instanceof Element)) return undefined;
  stack.querySelector("[data-liveflash-all], liveflash-message")?.before(button);
  return button;
}

/** Return the text of the button that contains the number, whatever is around it. */
function textWithNumber(button: Element): Text | null {
  const texts = document.createTreeWalker(button, NodeFilter.SHOW_TEXT);
  let text = texts.nextNode() as Text | null;
  while (text !== null && !NUMBER.test(text.data)) text = texts.nextNode() as Text | null;
  return text;
}
