const OWN_ELEMENTS = "ancestor-or-self::liveflash-message or ancestor-or-self::liveflash-bell";
const COMMANDS = `boolean(//*[not(${OWN_ELEMENTS})]/@*[starts-with(name(), "phx-")])`;

/** Return whether the page has attributes of the client outside of our own elements. */
export function hasCommands(): boolean {
  return document.evaluate(COMMANDS, document, null, XPathResult.BOOLEAN_TYPE).booleanValue;
}
