local running = redis.call('GET', conversation_key(call.conversation, ':running'))
if running and redis.call('HGET', turn_key(running, ':heard'), call.connection) == 'not' then
  redis.call('HDEL', turn_key(running, ':heard'), call.connection)
end
return listen(call.conversation, call.connection, call.ends)
