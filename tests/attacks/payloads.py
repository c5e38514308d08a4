"""What somebody writes who means harm; MARK tells it apart from all other words."""

MARK = "zq7x"

SCRIPTS = {
    "script": f"<script>{MARK}()</script>",
    "attribute": f'"><img src=x onerror={MARK}()>',
    "unquoted": f"' autofocus onfocus={MARK}() x='",
    "closing": f"</textarea></title></style></option><svg/onload={MARK}()>",
    "address": f"javascript:{MARK}()",
    "template": f"{{{{7*7}}}}${{7*7}}#{{7*7}}{MARK}",
    "htmx": f'<b hx-get="/console/{MARK}" hx-trigger="load" {MARK}>x</b>',
    "comment": f"--><!--<{MARK}>]]><{MARK}>",
}
FORMULAS = {
    "formula": f'=HYPERLINK("http://{MARK}.example","x")',
    "plus": f"+{MARK}()",
    "minus": f"-{MARK}()",
    "at": f"@{MARK}()",
    "tab": f"\t={MARK}()",
    "wide": f"＝{MARK}()",
}
HEADERS = {
    "header": f"{MARK}\r\nX-Injected: 1\r\nSet-Cookie: {MARK}=1",
    "path": f"../../../../etc/{MARK}",
    "name": f'{MARK}"; filename="{MARK}.exe',
    "turned": f"\u202e{MARK}\u2066",
}
EVERY = SCRIPTS | FORMULAS | HEADERS
