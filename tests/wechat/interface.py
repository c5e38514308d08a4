"""WeChat's interface beyond the network, and what keeps its token."""

import httpx

APP_ID, SECRET = "wxDEMO", "a-secret-of-the-demo"
OPENID = "oDEMO-follower-1"


class Store:
    """Keeps the token in memory, as the records do for all processes."""

    def __init__(self, token=None):
        self.token = token

    async def load(self):
        return self.token

    async def save(self, token):
        self.token = token


class WeChat:
    """The other side of the network: answers what it is told to."""

    def __init__(self):
        self.requests, self.answers, self.tokens, self.at = [], [], 0, 1_000_000.0
        self.expires_in, self.accepted = 7200, None

    def __call__(self, request):
        self.requests.append(request)
        path = request.url.path
        if path == "/cgi-bin/stable_token":
            self.tokens += 1
            said = {"access_token": f"T{self.tokens}", "expires_in": self.expires_in}
            return httpx.Response(200, json=said)
        token = request.url.params.get("access_token")
        if self.accepted is not None and token != self.accepted:
            return httpx.Response(200, json={"errcode": 40001, "errmsg": "no, rid: 7"})
        answer = self.answers.pop(0) if self.answers else {"errcode": 0}
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return answer
        return httpx.Response(200, json=answer)

    def asked(self, path):
        return [each for each in self.requests if each.url.path.endswith(path)]
