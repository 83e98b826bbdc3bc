-- The written table of grants; tests/test_wall.py holds it against the catalogue.

-- the web: people's own hands
grant select on organization, entitlement, protocol_revision to sundial_web;
grant select, update (last_login, password, zone) on person to sundial_web;
grant select, insert on support_case, fact to sundial_web;
grant update (state, severity, owner_id, resolved_at, changed_at, told_at, next_due_at, head_seq, head_hash)
    on support_case to sundial_web;
grant select, insert, update, delete on clock to sundial_web;
grant select, insert, update (read_at) on alert to sundial_web;
grant select, insert, update, delete on account_emailaddress, account_emailconfirmation to sundial_web;
grant select, insert, update, delete on django_session to sundial_web;
grant select on pulse to sundial_web;

-- the worker: the desk's own hands
grant select, insert, update on organization, entitlement, person to sundial_worker;
grant select, insert on protocol_revision, support_case, fact to sundial_worker;
grant update (state, severity, owner_id, resolved_at, changed_at, told_at, next_due_at, head_seq, head_hash)
    on support_case to sundial_worker;
grant select, insert, update, delete on clock, alert, delivery, parked, pulse to sundial_worker;
grant select, insert, update, delete on account_emailaddress, account_emailconfirmation to sundial_worker;
grant select, delete on django_session to sundial_worker;

-- reference
grant select on django_migrations, django_content_type to sundial_web, sundial_worker;

-- machinery: the web may ask for a job and see how old the queue is, but not read what jobs are told
grant select (id, queue_name, task_name, status, scheduled_at, lock, queueing_lock), insert
    on procrastinate_jobs to sundial_web;
grant insert on procrastinate_events to sundial_web;
grant usage on sequence procrastinate_jobs_id_seq, procrastinate_events_id_seq to sundial_web;
grant select, insert, update, delete
    on procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers, procrastinate_workers to sundial_worker;
grant usage on sequence procrastinate_jobs_id_seq, procrastinate_events_id_seq, procrastinate_periodic_defers_id_seq
    to sundial_worker;
