import { provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app';
import 'streamviz/define';

bootstrapApplication(App, { providers: [provideZonelessChangeDetection()] });
