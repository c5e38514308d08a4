"""A voice browser, as far as our pages need one: it checks and follows them."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from lxml import etree

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "schema" / "vxml.xsd"))
NAMESPACE = {"v": "http://www.w3.org/2001/vxml"}
BASIC = ("platform", "the-platform's-secret")


@dataclass
class Browser:
    """Calls, hears what is said, and answers by voice or by keys."""

    client: httpx.AsyncClient
    caller: str = "tel:+8613800131234"
    auth: tuple[str, str] | None = BASIC
    page: etree._Element | None = None
    content: bytes = b""
    posts: list[dict[str, str]] = field(default_factory=list)

    async def call(self):
        response = await self.client.get("/hotline/vxml", auth=self.auth)
        self._show(response)
        await self.submit(self.one("//v:block/v:submit"))

    async def speak(self, *heard, sures=None):
        """Be heard: several texts are the recogniser's alternatives."""
        sures = sures or [0.9 - 0.1 * n for n in range(len(heard))]
        told = {"texts": "\n".join(heard), "sures": " ".join(map(str, sures))}
        self._check(self.all("//v:filled/v:if/v:else/following-sibling::v:assign"))
        await self.submit(self.one("//v:filled/v:submit"), told | {"kind": "speech"})

    async def key(self, keys):
        """Press keys; what the grammar does not know is no match."""
        item = self.one("//v:rule/v:item")
        most = int(item.get("repeat").partition("-")[2])
        known = {each.text for each in self.all("//v:one-of/v:item")}
        ends = self.property("termchar")
        pressed = keys.rstrip(ends) if ends else keys
        if len(pressed) > most or not set(pressed) <= known:
            await self.event("nomatch")
            return
        told = {"keys": " ".join(pressed), "kind": "dtmf"}
        await self.submit(self.one("//v:filled/v:submit"), told)

    async def event(self, name):
        """Be silent, or say what nobody understands."""
        handler = self.one(f"//v:field/v:{name}")
        kind = handler.find("v:assign", NAMESPACE).get("expr").strip("'")
        await self.submit(handler.find("v:submit", NAMESPACE), {"kind": kind})

    async def hang_up(self):
        handler = self.one("/v:vxml/v:catch[@event='connection.disconnect.hangup']")
        kind = handler.find("v:assign", NAMESPACE).get("expr").strip("'")
        await self.submit(handler.find("v:submit", NAMESPACE), {"kind": kind})

    async def submit(self, element, told=None):
        values = {
            var.get("name"): self._value(var) for var in self.all("/v:vxml/v:var")
        }
        values |= told or {}
        sent = {name: values[name] for name in element.get("namelist").split()}
        assert element.get("method") == "post"
        self.posts.append(sent)
        response = await self.client.post(
            element.get("next"), data=sent, auth=self.auth
        )
        self._show(response)

    @property
    def said(self):
        prompts = self.all("//v:prompt")
        return "".join("".join(prompt.itertext()) for prompt in prompts)

    def property(self, name):
        return self.one(f"//v:property[@name='{name}']").get("value")

    def one(self, path):
        (found,) = self.all(path)
        return found

    def all(self, path):
        return self.page.xpath(path, namespaces=NAMESPACE)

    def _check(self, assigns):
        told = {each.get("name"): each.get("expr") for each in assigns}
        assert told["texts"] == "texts_of(application.lastresult$)"
        assert told["sures"] == "sures_of(application.lastresult$)"

    def _value(self, var):
        expr = var.get("expr")
        if expr == "session.connection.remote.uri":
            return self.caller
        return expr.strip("'") if expr.startswith("'") else str(json.loads(expr))

    def _show(self, response):
        assert response.status_code == 200, response.text
        assert response.headers["content-type"] == "application/voicexml+xml"
        assert response.headers["cache-control"] == "no-store"
        self.content = response.content
        self.page = etree.fromstring(self.content)
        SCHEMA.assertValid(self.page)
