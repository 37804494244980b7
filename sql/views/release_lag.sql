-- How long each cable lay between its creation and its first release.
--
-- grain:   one row per cable
-- reads:   cables
-- caveat:  release times are known to the hour, those that only a listing gives to the day
--
-- column:  lag_days | days from the date of creation to that of the first release, UTC | days
-- column:  reissue_lag_days | days from the date of the first release to that of the latest, UTC; 0 where not
--          put out again on a later day | days
select
    cable_id,
    origin,
    created_at,
    first_released_at,
    last_released_at,
    date_diff(
        'day', created_at at time zone 'UTC', first_released_at at time zone 'UTC'
    ) as lag_days,
    date_diff(
        'day', first_released_at at time zone 'UTC', last_released_at at time zone 'UTC'
    ) as reissue_lag_days,
from cables
order by lag_days, cable_id
