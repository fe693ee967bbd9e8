"""The names that a statement takes from those before it, and those that it binds."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Names:
    """What a statement does with names.

    Parameters
    ----------
    taken : frozenset of str
        Read before the statement itself has bound them.
    bound : frozenset of str
        Bound on one way through the statement at least.
    surely : frozenset of str
        Bound on every way through it.
    """

    taken: frozenset[str] = frozenset()
    bound: frozenset[str] = frozenset()
    surely: frozenset[str] = frozenset()

    def then(self, after: "Names") -> "Names":
        """Return what both do one after the other."""
        return Names(
            self.taken | (after.taken - self.surely),
            self.bound | after.bound,
            self.surely | after.surely,
        )

    def other(self, way: "Names") -> "Names":
        """Return what is done where one of both is."""
        return Names(self.taken | way.taken, self.bound | way.bound, self.surely & way.surely)

    def without(self, local: frozenset[str]) -> "Names":
        """Leave out names that are known inside only."""
        return Names(self.taken - local, self.bound - local, self.surely - local)


def names_of(node: ast.AST) -> Names:
    """Return what a statement does with names.

    Parameters
    ----------
    node : AST
        A statement, or any part of one; one that defines a function or a class counts as what
        stands in it.

    Returns
    -------
    Names
        An attribute or an item that is set counts as a use of what it is set on.

    Examples
    --------
    >>> names = names_of(ast.parse("for row in rows: total = total + row").body[0])
    >>> sorted(names.taken), sorted(names.bound), sorted(names.surely)
    (['rows', 'total'], ['row', 'total'], [])
    """
    match node:
        case ast.Name(id=name, ctx=ast.Load()):
            return Names(taken=frozenset({name}))
        case ast.Name(id=name):
            return Names(bound=frozenset({name}), surely=frozenset({name}))
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            bound = frozenset(each.asname or each.name.split(".")[0] for each in aliases)
            return Names(bound=bound, surely=bound)
        case ast.Assign(targets=targets, value=value):
            return _all([value, *targets])
        case ast.AnnAssign(target=target, value=value):
            return _all([value, target] if value else [])
        case ast.AugAssign(target=ast.Name(id=name), value=value):
            return Names(taken=frozenset({name})).then(_all([value, node.target]))
        case ast.NamedExpr(target=target, value=value):
            return _all([value, target])
        case ast.If(test=test, body=body, orelse=orelse):
            return names_of(test).then(_all(body).other(_all(orelse)))
        case ast.IfExp(test=test, body=one, orelse=other):
            return names_of(test).then(names_of(one).other(names_of(other)))
        case ast.For(target=target, iter=source, body=body, orelse=orelse):
            once = _all([target, *body]).other(Names())
            return names_of(source).then(once).then(_all(orelse))
        case ast.While(test=test, body=body, orelse=orelse):
            return names_of(test).then(_all(body).other(Names())).then(_all(orelse))
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            return _comprehension(node)
        case _:
            return _all(ast.iter_child_nodes(node))


def _all(nodes: Iterable[ast.AST]) -> Names:
    names = Names()
    for node in nodes:
        names = names.then(names_of(node))
    return names


def _comprehension(node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Names:
    names, local = Names(), Names()
    for part in node.generators:
        names = names.then(names_of(part.iter))
        local = local.then(names_of(part.target))
        names = names.then(names_of(part.target)).then(_all(part.ifs))
    body = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
    return names.then(_all(body)).without(local.bound)
