-- What led to an event is looked up by its id.
create index event_id on event (id);
