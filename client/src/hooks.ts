import type { Hook, HooksOptions } from "phoenix_live_view";

/** Escape, pressed anywhere inside a message, dismisses it as its button does. */
const LiveflashMessage: Hook = {
  mounted() {
    this.el.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.el.querySelector<HTMLElement>("[data-liveflash-dismiss]")?.click();
    });
  },
};

/** The hooks that liveflash's own templates name; give them to your LiveSocket. */
export const hooks: HooksOptions = { LiveflashMessage };
