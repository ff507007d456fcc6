"""The server that speaks the protocol: tools, resources and prompts as this caller may see them."""

from collections.abc import Awaitable, Callable
from importlib.metadata import version
from typing import Any

import mcp_types as types
import orjson
import structlog
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.server import Server
from mcp.shared.exceptions import MCPError

from src.core.errors import Forbidden, NotFound, PlatformError
from src.mcp_server import protocol, resources
from src.mcp_server.tool import Tool
from src.mcp_server.tools import TOOLS
from src.mcp_server.visits import Visit
from src.mcp_server.words import ToolAnswer
from src.services.audit import record_refusal

Context = ServerRequestContext[Any, Any]
VisitOf = Callable[[Context], Awaitable[Visit]]
CRASHED = "Something went wrong on our side. It has been noted."
log = structlog.get_logger(__name__)


def server_for(visit_of: VisitOf) -> "Server[Any]":
    """A server whose callers `visit_of` knows; it raises a PlatformError for who is not let in."""
    desk = Desk(visit_of)
    return Server(
        "proxy-agent-platform",
        title="Proxy Agent Platform",
        version=version("proxy-agent-platform"),
        instructions=protocol.INSTRUCTIONS,
        on_list_tools=desk.list_tools,
        on_call_tool=desk.call_tool,
        on_list_resources=desk.list_resources,
        on_list_resource_templates=desk.list_resource_templates,
        on_read_resource=desk.read_resource,
        on_list_prompts=desk.list_prompts,
        on_get_prompt=desk.get_prompt,
    )


class Desk:
    """Answers the requests of the protocol."""

    def __init__(self, visit_of: VisitOf) -> None:
        self.visit_of = visit_of

    async def list_tools(self, context: Context, _: object) -> types.ListToolsResult:
        """The tools that this caller may use; nobody else's."""
        principal = (await self._visit(context)).principal
        return types.ListToolsResult(
            tools=[described(each) for each in TOOLS.values() if each.is_offered_to(principal)]
        )

    async def call_tool(self, context: Context, wanted: types.CallToolRequestParams) -> types.CallToolResult:
        """What a tool answers; what it refuses is an answer too, which a model can read."""
        visit = await self._visit(context)
        tool = TOOLS.get(wanted.name)
        if tool is None:
            raise MCPError(types.INVALID_PARAMS, f"There is no tool of that name. Known are {', '.join(TOOLS)}.")
        try:
            return answered(await tool.call(visit, wanted.arguments))
        except PlatformError as error:
            await note_refusal(visit, f"tool:{tool.name}", error)
            return refused(error)
        except Exception:
            log.exception("tool_crashed", tool=tool.name)
            return types.CallToolResult(content=[types.TextContent(text=f"INTERNAL_ERROR: {CRASHED}")], is_error=True)

    async def list_resources(self, context: Context, _: object) -> types.ListResourcesResult:
        known = resources.TODAY_PICTURE
        if not (await self._visit(context)).principal.may(known.scope):
            return types.ListResourcesResult(resources=[])
        listed = types.Resource(uri=known.address, **_listing(known))
        return types.ListResourcesResult(resources=[listed])

    async def list_resource_templates(self, context: Context, _: object) -> types.ListResourceTemplatesResult:
        known = resources.ONE_TASK
        if not (await self._visit(context)).principal.may(known.scope):
            return types.ListResourceTemplatesResult(resource_templates=[])
        listed = types.ResourceTemplate(uri_template=known.address, **_listing(known))
        return types.ListResourceTemplatesResult(resource_templates=[listed])

    async def read_resource(
        self, context: Context, wanted: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        """What lies at an address. Errors of resources are errors of the protocol: there is no other place for them."""
        visit = await self._visit(context)
        try:
            found = await resources.read(visit, str(wanted.uri))
        except PlatformError as error:
            await note_refusal(visit, "resource", error)
            raise _protocol_error(error) from error
        except Exception as error:
            log.exception("resource_crashed")
            raise MCPError(types.INTERNAL_ERROR, CRASHED) from error
        text = types.TextResourceContents(uri=str(wanted.uri), mime_type=resources.MEDIA_TYPE, text=found.text())
        return types.ReadResourceResult(contents=[text])

    async def list_prompts(self, context: Context, _: object) -> types.ListPromptsResult:
        await self._visit(context)
        listed = types.Prompt(
            name=protocol.PROMPT, title=protocol.PROMPT_TITLE, description=protocol.PROMPT_DESCRIPTION
        )
        return types.ListPromptsResult(prompts=[listed])

    async def get_prompt(self, context: Context, wanted: types.GetPromptRequestParams) -> types.GetPromptResult:
        await self._visit(context)
        if wanted.name != protocol.PROMPT:
            raise MCPError(types.INVALID_PARAMS, f"There is no prompt of that name. Known is {protocol.PROMPT}.")
        said = types.PromptMessage(role="user", content=types.TextContent(text=protocol.PROTOCOL))
        return types.GetPromptResult(description=protocol.PROMPT_DESCRIPTION, messages=[said])

    async def _visit(self, context: Context) -> Visit:
        try:
            return await self.visit_of(context)
        except PlatformError as error:
            raise _protocol_error(error) from error


def described(tool: Tool[Any]) -> types.Tool:
    """A tool as it is listed."""
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.wants.model_json_schema(),
        output_schema=tool.answers.model_json_schema(mode="serialization"),
        annotations=types.ToolAnnotations(
            title=tool.title,
            read_only_hint=tool.only_reads,
            destructive_hint=False,
            idempotent_hint=tool.only_reads or tool.is_repeatable,
            open_world_hint=False,
        ),
    )


def answered(answer: ToolAnswer) -> types.CallToolResult:
    """An answer, for programs in its structure and for models in its text."""
    return types.CallToolResult(content=[types.TextContent(text=answer.text())], structured_content=answer.structured())


def refused(error: PlatformError) -> types.CallToolResult:
    """A refusal in the platform's own words, which a model can act on."""
    structured = {"error": {"code": error.code, "message": error.message, "details": _plain(error.details)}}
    text = types.TextContent(text=f"{error.code}: {error.message}")
    return types.CallToolResult(content=[text], structured_content=structured, is_error=True)


async def note_refusal(visit: Visit, what: str, error: PlatformError) -> None:
    """Write what an agent was refused into its trail."""
    if isinstance(error, Forbidden | NotFound) and visit.principal.agent_id is not None:
        entry = {"method": "MCP", "path": what, "reason": error.message}
        await record_refusal(visit.workplace.database, visit.principal, entry)


def _protocol_error(error: PlatformError) -> MCPError:
    data = {"code": error.code, "details": _plain(error.details)}
    return MCPError(types.INVALID_PARAMS, error.message, data)


def _plain(details: Any) -> Any:
    return orjson.loads(orjson.dumps(dict(details), default=str))


def _listing(known: resources.Described) -> dict[str, Any]:
    return {
        "name": known.name,
        "title": known.title,
        "description": known.description,
        "mime_type": resources.MEDIA_TYPE,
    }
