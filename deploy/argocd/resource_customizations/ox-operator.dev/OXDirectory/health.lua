-- Health of a resource of ox-operator, out of the conditions Ready, Reconciling and Stalled. The same script serves all its kinds but
-- OXSyncError.
local function told(status, message)
  return { status = status, message = message }
end

local conditions = {}
if obj.status ~= nil and obj.status.conditions ~= nil then
  for _, condition in ipairs(obj.status.conditions) do
    conditions[condition.type] = condition
  end
end

local function holds(kind)
  return conditions[kind] ~= nil and conditions[kind].status == "True"
end

if obj.metadata.deletionTimestamp ~= nil then
  if holds("DeletionBlocked") then
    return told("Progressing", conditions.DeletionBlocked.message)
  end
  return told("Progressing", "is being deleted")
end

local ready = conditions.Ready
if ready == nil then
  return told("Progressing", "ox-operator has not looked at it yet")
end
if obj.status.observedGeneration ~= obj.metadata.generation then
  return told("Progressing", "ox-operator has not looked at the last change yet")
end

if holds("Stalled") then
  return told("Degraded", conditions.Stalled.message)
end
if ready.reason == "Suspended" then
  return told("Suspended", ready.message)
end
-- It waits for an approval. Nothing is broken, and nothing goes on by itself.
if holds("DeletionsHeld") then
  return told("Suspended", conditions.DeletionsHeld.message)
end
if ready.status == "True" then
  return told("Healthy", ready.message)
end
-- Also while OX or a directory cannot be reached: it goes on by itself, and a wave of a sync waits for it instead of failing.
return told("Progressing", ready.message)
