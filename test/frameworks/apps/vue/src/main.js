import { createApp } from 'vue';
import App from './App.vue';
import 'streamviz/vue';

createApp(App).mount('#app');
