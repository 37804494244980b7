-- Which cables hang together by citations, directly or through others.
--
-- grain:   one row per cable that cites or is cited within the edition
-- reads:   cable_references
-- caveat:  two cables that cite the same missing cable are not joined by it
--
-- column:  component_id | least reference id of all cables that hang together
-- column:  component_size | cables that hang together | cables

-- The linter does not know `using key`, which keeps one row a node from round to round.
with recursive edges as ( -- noqa: PRS
    select distinct
        cable_id,
        target_id,
    from cable_references
    where is_in_edition and target_id <> cable_id
),

nodes as (
    select
        cable_id,
        row_number() over (
            order by cable_id
        ) as node,
    from (
        select cable_id,
        from edges
        union
        select target_id as cable_id,
        from edges
    ) as ends
),

links as materialized (
    select
        source.node as one,
        target.node as other,
    from edges
    inner join nodes as source on edges.cable_id = source.cable_id
    inner join nodes as target on edges.target_id = target.cable_id
),

neighbours as materialized (
    select
        one,
        other,
    from links
    union all
    select
        other as one,
        one as other,
    from links
),

-- A node that learns of a lesser one tells its neighbours, and all that had taken the node itself for the least.
reached (node, least) using key (node) as (
    select
        node,
        node as least,
    from nodes

    union

    select
        node,
        min(least) as least,
    from (
        select
            known.node,
            reached.least,
        from reached
        inner join neighbours on reached.node = neighbours.one
        inner join recurring.reached as known on neighbours.other = known.node
        where reached.least < known.least

        union all

        select
            known.node,
            reached.least,
        from reached
        inner join recurring.reached as known on reached.node = known.least
        where reached.least < known.least
    ) as told
    group by node
)

select
    member.cable_id,
    leader.cable_id as component_id,
    count(*) over (
        partition by leader.cable_id
    ) as component_size,
from reached
inner join nodes as member on reached.node = member.node
inner join nodes as leader on reached.least = leader.node
order by component_size desc, component_id, member.cable_id
