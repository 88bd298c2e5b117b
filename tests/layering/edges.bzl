"""The dependency edges between this repository's targets, for the layering test."""

_EdgesInfo = provider("Edges.", fields = {"edges": "depset of 'from to' strings"})

_ATTRIBUTES = ["deps", "srcs", "data", "implementation_deps", "tools"]

def _edges_aspect_impl(target, ctx):
    direct = []
    transitive = []
    for name in _ATTRIBUTES:
        for dep in getattr(ctx.rule.attr, name, []) or []:
            if type(dep) != "Target":
                continue
            if _EdgesInfo in dep:
                transitive.append(dep[_EdgesInfo].edges)

            # data is what a binary starts, not what it is made of.
            if name != "data" and dep.label.workspace_name == "":
                direct.append("%s %s" % (str(ctx.label).replace("@@", "").replace("@", ""), str(dep.label).replace("@@", "").replace("@", "")))
    return [_EdgesInfo(edges = depset(direct, transitive = transitive))]

_edges_aspect = aspect(implementation = _edges_aspect_impl, attr_aspects = _ATTRIBUTES)

def _dependency_edges_impl(ctx):
    edges = depset(transitive = [t[_EdgesInfo].edges for t in ctx.attr.targets])
    out = ctx.actions.declare_file(ctx.label.name + ".txt")
    ctx.actions.write(out, "\n".join(sorted(edges.to_list())) + "\n")
    return [DefaultInfo(files = depset([out]), runfiles = ctx.runfiles([out]))]

dependency_edges = rule(
    implementation = _dependency_edges_impl,
    attrs = {"targets": attr.label_list(aspects = [_edges_aspect])},
    doc = "Writes one line, `from to`, for each dependency among the targets and all that they depend on.",
)
