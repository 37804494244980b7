-- How urgently each route is written to.
--
-- grain:   one row per routing indicator, role and precedence
-- reads:   recipients
-- caveat:  a line without a precedence of its own has that of the message, and counts under none here
--
-- column:  line_count | addressee lines | lines
-- column:  share | those lines as a share of the route's in that role, 0 to 1 | share
with counted as (
    select
        route,
        role,
        precedence,
        count(*) as line_count,
    from recipients
    where route is not null
    group by route, role, precedence
)

select
    route,
    role,
    precedence,
    line_count,
    line_count / sum(line_count) over (
        partition by route, role
    ) as share,
from counted
order by route, role, line_count desc, precedence nulls last
