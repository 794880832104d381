#!/usr/bin/env node
import { launch } from './launch.js';

// What kubectl runs for "kubectl ox-provisioning": the same command.
await launch('src/main');
