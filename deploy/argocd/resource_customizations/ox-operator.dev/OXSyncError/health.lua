-- Health of an OXSyncError: something is wrong with one object as long as it exists.
local status = obj.status
if obj.metadata.deletionTimestamp ~= nil then
  return { status = "Progressing", message = "is being deleted" }
end
if status == nil or status.reason == nil then
  return { status = "Progressing", message = "ox-operator has not told yet what is wrong" }
end

local message = status.reason
if status.message ~= nil then
  message = message .. ": " .. status.message
end
if status.remedy ~= nil then
  message = message .. ". " .. status.remedy
end

if status.state == "Parked" or status.state == "Halted" then
  -- An action is carried out within moments.
  if obj.spec.action ~= nil and obj.spec.action ~= "" then
    return { status = "Progressing", message = obj.spec.action .. " is asked for; " .. message }
  end
  return { status = "Degraded", message = message }
end
return { status = "Progressing", message = message }
