"""What no page may do, whatever a test is about: ask another host, run what a person wrote, complain in the console."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Request

INSIDE = ("about:", "data:", "blob:")
EXECUTED = "executed"  # what the hostile strings of the tests would call


@dataclass
class Watch:
    """Everything that the pages of one context did that should not have been done."""

    site: str
    expected: list[str]  # patterns of what the console may say in this test
    console: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    executed: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Begin to watch."""
        context.on("console", self._on_console)
        context.on("weberror", lambda raised: self.console.append(f"uncaught: {raised.error}"))
        context.on("request", self._on_request)
        context.on("dialog", self._on_dialog)
        context.expose_binding(EXECUTED, lambda source, *words: self.executed.append(f"{source['page'].url} {words}"))

    def assert_nothing(self) -> None:
        """Fail if anything was seen, and begin anew."""
        executed, elsewhere, console = self.executed[:], self.elsewhere[:], self.console[:]
        for seen in (self.executed, self.elsewhere, self.console):
            seen.clear()
        assert not executed, "what a person wrote was run:\n" + "\n".join(executed)
        assert not elsewhere, "another host was asked:\n" + "\n".join(elsewhere)
        assert not console, "the console complained:\n" + "\n".join(console)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(re.search(words, message.text) for words in self.expected):
            self.console.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.site}/", *INSIDE)):
            self.elsewhere.append(request.url)

    def _on_dialog(self, dialog: Dialog) -> None:
        self.executed.append(f"a dialog: {dialog.message}")
        dialog.dismiss()
