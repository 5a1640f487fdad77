// Comunica's server has no option for its host: every listener of the process is put on 127.0.0.1.
"use strict";
const net = require("node:net");
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, ...rest) {
  const isPort = typeof port === "number" && typeof rest[0] !== "string";
  return isPort ? listen.call(this, port, "127.0.0.1", ...rest) : listen.call(this, port, ...rest);
};
